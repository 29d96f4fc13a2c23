import Cluster
import Testing

struct IndexListTests {
    @Test(arguments: [
        ([], ""), ([0], "0"), ([0, 1], "0-1"), ([3, 1, 2, 1], "1-3"),
        ([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 18, 19, 20], "0-9,12,15-20"), ([0, 2, 4], "0,2,4"),
    ])
    func `numbers are written in Slurm's short form`(_ indices: [Int], _ text: String) {
        #expect(IndexList.compressed(indices) == text)
    }

    @Test(arguments: [
        ("4-7%2", [4, 5, 6, 7]), ("[4-7%2]", [4, 5, 6, 7]), ("[0,3-4,9]", [0, 3, 4, 9]), ("12", [12]),
        ("0-8:4", [0, 4, 8]), ("0-9:4,20", [0, 4, 8, 20]), ("7-7", [7]),
    ])
    func `what Slurm prints is read`(_ text: String, _ indices: [Int]) {
        #expect(IndexList.expanded(text) == indices)
    }

    @Test(arguments: [
        "", "[]", "1,", "N/A", "-1", "3-1", "1-", "0-8:0", "1,3,...", "1-2-3", "0-99999999999", "0-5000000",
        "4%", "4%x",
        "+3", "0x3", "1:2", "99999999999999999999999",
    ])
    func `what is no list, or too long for an array, is not read`(_ text: String) {
        // an empty limit is digits alone of length zero; it must not pass either
        #expect(IndexList.expanded(text) == nil)
    }

    @Test func `a list that is written is read back`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let size = Int.random(in: 1...60, using: &generator)
            let indices = Set((0..<size).map { _ in Int.random(in: 0...99, using: &generator) }).sorted()
            #expect(IndexList.expanded(IndexList.compressed(indices)) == indices)
        }
    }
}
