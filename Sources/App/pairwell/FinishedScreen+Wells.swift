import FoundationEssentials
import Lab
import Layouts
import Profiles
import Readouts
import Replay
import Rewards
import Screen
import Statistics

extension FinishedScreen {
    /// A screen from the wells of a finished one; `learned` and `judged` name replicates, of which one is learned
    /// from and the other judges.
    init(wellsFile: URL, learned: String? = nil, judged: String? = nil) throws {
        do {
            let tables = try FinishedScreenTables(wellsFile: wellsFile, replicate: learned)
            let judges = try judged.map {
                try FinishedScreenTables(wellsFile: wellsFile, replicate: $0).rewards
            }
            var rewards: [Pair: Measured] = [:]
            for (pair, reward) in tables.rewards where judges == nil || judges?[pair] != nil {
                rewards[pair] = Measured(reward: reward, judged: judges?[pair])
            }
            try self.init(rewards: rewards, singles: tables.singles)
        } catch let fault as ReplayFault {
            throw fault
        } catch let fault as LabFault {
            throw ReplayFault(fault.description)
        } catch {
            throw ReplayFault(
                "\(wellsFile.path(percentEncoded: false)) cannot be read. Is it there, and may you read it?"
            )
        }
    }

    /// A simulated screen, measured once: wells on plates, centred and averaged as a campaign's are.
    init(simulated configuration: SimulatedConfiguration, seed: UInt64) throws {
        var configuration = configuration
        // because wells that went wrong are left out before anything is estimated
        configuration.failingWells = 0
        let screen = SimulatedScreen(configuration: configuration, seed: Seed(seed))
        let guides = CampaignGuides(guides: screen.guides, controls: screen.controls)
        let layout = LayoutSettings(format: .wells384)
        let index = screen.truth.index
        guard let campaign = CampaignID("replay") else { throw ReplayFault("There is no campaign.") }
        let root = Seed(seed).derived("plates")
        var plates = try singleLayouts(
            genes: index.genes,
            guides: guides,
            settings: layout,
            campaign: campaign,
            seed: root
        )
        plates += try batchLayouts(
            pairs: Array(index.pairs),
            guides: guides,
            settings: layout,
            campaign: campaign,
            round: 1,
            seed: root
        )
        let wells = screen.readings(of: plates).map {
            MeasuredWell(well: $0.well, content: $0.content, embedding: $0.embedding)
        }
        let profiles = try knockoutProfiles(of: wells, settings: ProfileSettings())
        var measured: [Pair: Measured] = [:]
        for reward in Rewards.rewards(from: profiles).rewards {
            measured[reward.pair] = Measured(reward: reward.value)
        }
        try self.init(rewards: measured, singles: profiles.singles)
    }

    /// A screen from the results of its wells and a platemap of them, as a campaign would compute its rewards.
    init(results: DroppedTable, fileName: String, platemap: FinishedPlatemap) throws {
        guard
            case .readout(let readout) = try readDrop(results, fileName: fileName, context: platemap.context)
        else {
            throw ReplayFault("\(fileName) holds no embeddings of wells. Is it the platemap?")
        }
        var remarks: [String] = []
        var wells: [MeasuredWell] = []
        var strangers = 0
        for well in readout.wells where well.failure == nil {
            guard let content = platemap.contents[well.well] else {
                strangers += 1
                continue
            }
            guard content.role != .empty else { continue }
            wells.append(
                MeasuredWell(
                    well: well.well,
                    content: content,
                    embedding: well.embedding,
                    cellCount: well.cellCount
                )
            )
        }
        if strangers > 0 {
            remarks.append("\(counted(strangers, "well")) that the platemap does not name are ignored.")
        }
        let unread = platemap.contents.count - wells.count
        if unread > 0 {
            remarks.append("\(counted(unread, "well")) of the platemap hold nothing or have no result.")
        }
        let profiles = try knockoutProfiles(of: wells, settings: ProfileSettings())
        var measured: [Pair: Measured] = [:]
        for reward in Rewards.rewards(from: profiles).rewards {
            measured[reward.pair] = Measured(reward: reward.value)
        }
        try self.init(rewards: measured, singles: profiles.singles, remarks: remarks)
    }
}
