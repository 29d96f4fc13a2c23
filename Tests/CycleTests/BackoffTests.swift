import Cycle
import Testing

struct BackoffTests {
    @Test(
        arguments: zip(
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 1_000],
            [5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600, 21_600]
        )
    )
    func `the wait grows fourfold up to six hours, and a tenth of jitter at most`(_ attempt: Int, _ base: Int)
    {
        for seed in UInt64(0)..<50 {
            let delay = Backoff.delay(afterAttempt: attempt, retryAfter: nil, jitterSeed: seed)
            #expect(delay >= Double(base) && delay < Double(base) * 1.1)
        }
    }

    @Test func `the jitter follows from the seed and differs between seeds`() {
        let delays = (UInt64(0)..<20).map { Backoff.delay(afterAttempt: 3, retryAfter: nil, jitterSeed: $0) }
        #expect(
            delays == (UInt64(0)..<20).map { Backoff.delay(afterAttempt: 3, retryAfter: nil, jitterSeed: $0) }
        )
        #expect(Set(delays).count == 20)
    }

    @Test func `Retry-After stands in place of the schedule, within bounds`() {
        let asked = Backoff.delay(afterAttempt: 9, retryAfter: 30, jitterSeed: 7)
        #expect(asked >= 30 && asked < 33)
        #expect(Backoff.delay(afterAttempt: 1, retryAfter: -5, jitterSeed: 7) >= 1)
        #expect(
            Backoff.delay(afterAttempt: 1, retryAfter: 1e12, jitterSeed: 7) < Backoff.longestRetryAfter * 1.1
        )
        #expect(Backoff.delay(afterAttempt: 1, retryAfter: .nan, jitterSeed: 7) < 5.5)
    }
}
