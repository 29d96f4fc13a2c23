import Figures
import Testing

struct DiagramTests {
    @Test func `a drawing moves down below its legend and writes hostile text harmlessly`() {
        let shapes: [Diagram.Shape] = [
            .box(x: 4, y: 8, width: 60, height: 20, .blue, strength: 0.25),
            .circle(x: 40, y: 40, radius: 9.26, .green, strength: 0),
            .branch(fromX: 0, fromY: 0, toX: 20, toY: 10, .soft, width: 2),
            .text("<b>&\u{1B}", x: 5, y: 20, .middle, bold: true),
        ]
        let plain = Diagram("A \"title\"", width: 100, height: 60, shapes: shapes).svg
        #expect(plain.contains("viewBox=\"0 0 100 60\""))
        #expect(plain.contains("aria-label=\"A &quot;title&quot;\""))
        #expect(plain.contains("<rect x=\"4\" y=\"8\" width=\"60\" height=\"20\" rx=\"4\""))
        #expect(plain.contains("cx=\"40\" cy=\"40\" r=\"9.3\""))
        #expect(plain.contains("M0 0C10 0 10 10 20 10"))
        #expect(plain.contains(">&lt;b&gt;&amp;?</text>"))
        #expect(plain.contains("opacity=\"0.25\""))
        #expect(plain.contains("opacity=\"0\""))
        let legend = [LegendEntry("ends", .blue, .area)]
        let below = Diagram("t", width: 100, height: 60, shapes: shapes, legend: legend).svg
        #expect(below.contains("viewBox=\"0 0 100 92\""))
        #expect(below.contains("y=\"40\" width=\"60\""))
    }
}
