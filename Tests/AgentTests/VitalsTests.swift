import Agent
import Testing

@Suite struct VitalsTests {
    @Test func `a loop is stuck half an hour after its last sign of life`() {
        let clock = HandClock()
        let vitals = Vitals(clock: clock.daemonClock(.none))
        vitals.beat("b")
        vitals.beat("a")
        clock.advance(1_800)
        #expect(vitals.stuck == [])
        clock.advance(1)
        #expect(vitals.stuck == ["a", "b"])
        vitals.beat("a")
        #expect(vitals.stuck == ["b"])
    }

    @Test func `what a loop stumbled over is remembered until it recovers`() {
        let vitals = Vitals(clock: HandClock().daemonClock(.none))
        vitals.stumbled("a", over: "disk full")
        #expect(vitals.faults == ["a": "disk full"])
        vitals.recovered("a")
        #expect(vitals.faults == [:])
    }
}
