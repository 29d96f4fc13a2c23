import Layouts
import Screen
import Statistics
import Testing

@Suite struct ControlPlacementTests {
    /// Forty plates of seeds 1 … 40, as the scatter is random and one plate proves little.
    private static func plates(_ settings: LayoutSettings) throws -> [PlateLayout] {
        try (1...40).flatMap { seed in
            try batchLayouts(
                pairs: pairs(10),
                guides: campaignGuides(genes(8)),
                settings: settings,
                campaign: campaign(),
                round: 1,
                seed: Seed(seed)
            )
        }
    }

    private static func wells(_ plate: PlateLayout, _ role: WellRole) -> [WellPosition] {
        plate.sortedWells.filter { $0.content.role == role }.map(\.position)
    }

    @Test(arguments: [0, 1])
    func `controls of each role lie in every quarter of the plate`(edge: Int) throws {
        for plate in try Self.plates(LayoutSettings(emptyEdge: edge)) {
            for role in [WellRole.nonTargeting, .cutting] {
                let quarters = Self.wells(plate, role).map { [$0.row / 8, $0.column / 12] }
                for quarter in [[0, 0], [0, 1], [1, 0], [1, 1]] {
                    #expect((1...3).contains(quarters.count { $0 == quarter }), "\(role) \(quarter)")
                }
            }
        }
    }

    @Test(arguments: [0, 2])
    func `controls take their share of the edge and of the interior`(edge: Int) throws {
        for plate in try Self.plates(LayoutSettings(emptyEdge: edge)) {
            let onEdge = Self.wells(plate, .nonTargeting).count { well in
                well.row == edge || well.row == 15 - edge || well.column == edge || well.column == 23 - edge
            }
            #expect((1...3).contains(onEdge))
        }
    }

    @Test func `controls of a role are not neighbours`() throws {
        for plate in try Self.plates(LayoutSettings()) {
            let wells = Self.wells(plate, .nonTargeting)
            for (index, one) in wells.enumerated() {
                for other in wells[..<index] {
                    #expect(max(abs(one.row - other.row), abs(one.column - other.column)) > 1)
                }
            }
        }
    }

    @Test func `control guides are used equally often`() throws {
        var uses: [Guide: Int] = [:]
        let plates = try Self.plates(LayoutSettings(format: .wells96, controlsPerPlate: 9))
        for content in plates.flatMap(\.wells.values) where content.role == .nonTargeting {
            #expect(content.a != content.b)
            for guide in [content.a, content.b] {
                if let guide { uses[guide, default: 0] += 1 }
            }
        }
        #expect(Set(uses.values).count == 1)
        #expect(uses.count == 3)
    }

    @Test func `the centring role has eight wells even where the settings ask for fewer`() throws {
        for plate in try Self.plates(LayoutSettings(controlsPerPlate: 2)).prefix(3) {
            #expect(number(plate, of: .nonTargeting) == 8)
            #expect(number(plate, of: .cutting) == 2)
        }
    }
}
