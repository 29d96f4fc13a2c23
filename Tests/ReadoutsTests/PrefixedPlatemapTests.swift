import Layouts
import Readouts
import Screen
import Testing

@Suite struct PrefixedPlatemapTests {
    @Test(arguments: ["plate,Metadata_well", "plate,Metadata_Well_Position", "plate,well"])
    func `a platemap may name the well as pycytominer does`(columns: String) throws {
        let text = layoutCSV([Campaign.layout])
        let renamed = columns + text.dropFirst("plate,well".count)
        #expect(try platemap(renamed).layouts == [Campaign.layout])
    }
}
