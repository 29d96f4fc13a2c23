import FoundationEssentials
import LinearAlgebra
import Testing

@testable import Regression

struct BoostedTreesTests {
    /// One split and, by numbers with a gap, a second below it on the right.
    private static let text = """
        0:[f1<2.5] yes=1,no=2,missing=1,gain=3.25,cover=30
        \t1:leaf=-0.5,cover=10
        \t2:[f0<-1.25e-05] yes=7,no=8,missing=7,gain=0.75,cover=20
        \t\t7:leaf=1.5,cover=9
        \t\t8:leaf=0.25,cover=11

        """

    private func trees() throws -> BoostedTrees {
        var trees = BoostedTrees(featureCount: 2, baseScore: 10)
        try trees.append(xgboostTree: Self.text)
        try trees.append(xgboostTree: "0:leaf=0.125,cover=30\n")
        return trees
    }

    @Test func `a line below the threshold goes left and one on it right`() throws {
        let design = Matrix(rows: 4, columns: 2, storage: [0, 2, 0, 2.5, -1, 3, -1.25e-5, 3])
        #expect(try trees().predict(design) == [9.625, 10.375, 11.625, 10.375])
        #expect(try trees().gain == [0.75, 3.25])
        #expect(try trees().importances == [0.1875, 0.8125])
    }

    @Test(arguments: [
        "", "0:", "0:leaf=nan,cover=1\n", "0:leaf=x,cover=1\n",
        "0:[f2<1] yes=1,no=2,missing=1,gain=1,cover=2\n",
        "0:[f1<1] yes=1,no=2,missing=1,gain=1,cover=2\n\t1:leaf=1,cover=1\n",
        "0:[f1<1] yes=0,no=0,missing=1,gain=1,cover=2\n",
        "99999999999999999999:leaf=1,cover=1\n",
    ])
    func `text that is no tree is refused`(text: String) {
        #expect(throws: XGBoostFailure.self) {
            var trees = BoostedTrees(featureCount: 2, baseScore: 0)
            try trees.append(xgboostTree: text)
        }
    }

    @Test func `trees come back from JSON as they were`() throws {
        let trees = try trees()
        let read = try JSONDecoder().decode(BoostedTrees.self, from: JSONEncoder().encode(trees))
        #expect(read == trees)
    }

    @Test(arguments: [
        ("\"left\":[1,", "\"left\":[0,"), ("\"right\":[2,", "\"right\":[77,"),
        ("\"roots\":[0,", "\"roots\":[-1,"),
        ("\"feature\":[1,", "\"feature\":[2,"), ("\"gain\":[", "\"gain\":[1,"),
        ("\"left\":[1,1", "\"left\":[1,2"),
        ("\"threshold\":[", "\"threshold\":[1,"),
    ])
    func `arrays that are no trees are refused`(old: String, new: String) throws {
        let json = String(decoding: try JSONEncoder().encode(trees()), as: UTF8.self)
        let broken = json.replacing(old, with: new)
        #expect(broken != json)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(BoostedTrees.self, from: Data(broken.utf8))
        }
    }
}
