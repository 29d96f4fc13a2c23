import LinearAlgebra
import Testing

@testable import Regression

@Suite struct SideBySideTests {
    init() { NumericsKernel.useOneThread() }

    @Test func `fits are the same bits alone and side by side`() async {
        let design = normals(80, 6, seed: 51)
        let response = normals(80, 1, seed: 52).storage
        @Sendable func fits() -> (Lasso?, Ridge?, GaussianProcess?) {
            (
                Lasso(design: design, response: response), Ridge(design: design, response: response),
                GaussianProcess(design: design, response: response, variant: .withNoise)
            )
        }
        let alone = fits()
        #expect(alone.0 != nil && alone.1 != nil && alone.2 != nil)
        await withTaskGroup { group in
            for _ in 0..<8 { group.addTask { fits() } }
            for await together in group {
                // Equal bits are meant: one kernel, one thread, one order of sums.
                #expect(together.0 == alone.0)
                #expect(together.1 == alone.1)
                #expect(together.2 == alone.2)
            }
        }
    }
}
