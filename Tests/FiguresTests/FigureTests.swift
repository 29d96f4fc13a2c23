import Figures
import FoundationEssentials
import TestSupport
import Testing

@Suite struct FigureTests {
    /// One of every mark, on axes of every scale.
    private static let sampler = Figure(
        "A <sampler> of \"marks\"",
        description: "Two panels",
        width: 640,
        panelHeight: 160,
        columns: 2,
        panels: [
            Panel(
                "Points & lines",
                x: Axis("plates", categories: ["P1", "P2", "P3", "P4"]),
                y: Axis("drift", over: [-1.2, 2.4], including: [0]),
                marks: [
                    .band([Span(0, -0.5, 0.5), Span(3, -0.25, 1)], .blue),
                    .line([Spot(0, 0), Spot(1, 1), Spot(2, 99), Spot(3, 2.4)], .blue),
                    .points([Spot(0, 0, note: "plate <1>"), Spot(1, 1), Spot(3, 2.4)], .blue, .square),
                    .points([Spot(2, -1.2)], .orange, .cross),
                    .segments([Segment(from: Spot(1, 0.5), to: Spot(1, 1.5))], .ink),
                    .horizontal(0, .ink),
                    .text("out", at: Spot(2, 2), .soft, .middle),
                ]
            ),
            Panel(
                "Bars & heat",
                x: Axis("reward", .logarithmic, from: 0.1, to: 1_000),
                y: Axis("pairs", .root(), over: [100], including: [0]),
                marks: [
                    .bars([Box(0.1, 1, 0, 100, note: "100 pairs"), Box(1, 10, 0, 25)], .green),
                    .heat(
                        [Cell(Box(10, 100, 0, 50), strength: 0.5), Cell(Box(10, 100, 50, 90), strength: 0)],
                        .purple
                    ),
                    .vertical(100, .ink, .dotted),
                    .points(Symbol.allCases.indices.map { Spot(200, Double($0 * 15 + 5)) }, .sky, .ring),
                ]
            ),
        ],
        legend: [
            LegendEntry("a line", .blue, .line(.dashed)),
            LegendEntry("known & measured", .orange, .symbol(.cross)),
            LegendEntry("pairs", .green, .area),
        ]
    )

    @Test func `a figure with every mark is drawn as recorded`() throws {
        try expectGolden(FigureTests.sampler.svg, "sampler.svg")
    }

    @Test func `a figure is well-formed XML whatever its texts say`() throws {
        let nasty = "]]></title><script>alert('x')</script>&\u{0}\u{1F}\u{FFFF}\"'"
        var figure = FigureTests.sampler
        figure.title = nasty
        figure.description = nasty
        figure.legend[0].label = nasty
        figure.panels[0].title = nasty
        figure.panels[0].marks.append(.points([Spot(1, 1, note: nasty)], .ink))
        figure.panels[0].marks.append(.text(nasty, at: Spot(1, 1)))
        figure.panels[0].x = Axis(nasty, categories: [nasty])
        let svg = figure.svg
        #expect(!svg.contains("<script"))
        #expect(svg.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" })
        // Every tag that opens is closed, and no attribute runs on: the quotes of each tag are even.
        for tag in svg.split(separator: "<").dropFirst() {
            let inside = tag.prefix { $0 != ">" }
            #expect(inside.count { $0 == "\"" } % 2 == 0, "\(inside)")
        }
    }

    @Test func `a dark page needs no more than the style of the figure`() {
        let svg = FigureTests.sampler.svg
        #expect(svg.contains("prefers-color-scheme:dark"))
        for tone in Tone.allCases { #expect(svg.contains(".pw .f-\(tone.rawValue){fill:")) }
    }

    @Test func `a line is broken where a value has no place on the axes`() {
        let panel = Panel(
            x: Axis("x", from: 0, to: 10),
            y: Axis("y", .logarithmic, from: 1, to: 10),
            marks: [
                .line([Spot(1, 1), Spot(2, 2), Spot(3, 0), Spot(4, .nan), Spot(5, 5), Spot(6, 6)], .blue)
            ],
            grid: false
        )
        let svg = Figure("f", panels: [panel]).svg
        let path = svg.split(separator: "<path ").first { $0.contains("class=\"s-blue") } ?? ""
        #expect(path.count { $0 == "M" } == 2)
        #expect(path.count { $0 == "L" } == 2)
    }

    @Test func `a hundred genes make a map of at most 16 paths`() {
        let cells = (0..<10_000).map { number in
            let (row, column) = (Double(number / 100), Double(number % 100))
            return Cell(Box(column, column + 1, row, row + 1), strength: Double(number) / 10_000)
        }
        let axis = Axis("gene", from: 0, to: 100)
        let svg = Figure("map", panels: [Panel(x: axis, y: axis, marks: [.heat(cells, .blue)])]).svg
        #expect(svg.utf8.count < 300_000)
        #expect(svg.split(separator: "crispEdges").last?.split(separator: "<path ").count == 17)
    }
}
