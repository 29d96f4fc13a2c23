/// How large a simulated screen is, what its genes do to one another, and how noisy its wells are.
///
/// Lengths are in the unit of the latent morphology, where a typical single knockout has norm 1.
package struct SimulatedConfiguration: Sendable, Hashable {
    package var genes = 50
    /// Dimensions of an embedding.
    package var dimension = 128
    package var guidesPerGene = 3
    /// Dimensions in which cells really differ; no more than `dimension`.
    package var latent = 24

    package var pathways = 8
    /// Share of the genes that sit in a complex.
    package var complexShare = 0.35
    package var complexSize = 4
    /// Genes that interact with nearly all others.
    package var hubs = 4
    package var hubStrength = 2.2
    /// Sigma of the log-normal severity of single knockouts.
    package var severitySigma = 0.75
    package var pathwayCosine = 0.6
    package var complexCosine = 0.95
    /// Norm at which a phenotype saturates; larger is weaker.
    package var saturation = 1.6
    package var pathwayPairs = 6
    package var pathwayStrength = 1.6
    /// Paralogues: weak singles, a severe double.
    package var bufferPairs = 6
    package var bufferStrength = 4.0
    /// Pairs with an interaction that nothing else explains.
    package var lonePairs = 12
    package var loneStrength = 2.0

    /// SD of a well's noise in each dimension of the embedding.
    package var wellNoise = 0.12
    /// SD of a well's noise in each latent dimension.
    package var latentNoise = 0.35
    /// SD in each dimension of the shift that a plate's wells share.
    package var plateEffect = 0.25
    /// SD in each dimension of the shift that plates made together share.
    package var batchEffect = 0.5
    /// Latent SD of what a guide does besides its gene, in each dimension.
    package var offTarget = 0.12
    /// The weakest guide's efficacy; the strongest has 1.
    package var weakestGuide = 0.6
    /// Norm of the shift at the rim of a plate; a third of it one well further in.
    package var edgeEffect = 0.3
    /// Norm of what cutting does to a cell whatever is cut, and what delivery does to an untreated one.
    package var cuttingEffect = 0.15
    /// Cells in a healthy well.
    package var cells = 1_200
    /// Share of wells that lose most of their cells for no reason.
    package var failingWells = 0.01

    package init() {}

    /// `default`, `hub`, `block`, `sparse` and `heavy`.
    package static let presets = ["default", "hub", "block", "sparse", "heavy"]

    /// A named preset, or `nil` where there is none of that name.
    package init?(preset: String) {
        self.init()
        switch preset {
        case "default":
            break
        case "hub":
            // Rewards ruled by severity, saturation and hub genes.
            hubs = 5
            hubStrength = 3.5
            pathwayStrength = 0.8
            bufferPairs = 3
            lonePairs = 4
        case "heavy":
            // As heavy tailed as a real double-RNAi screen: a few genes carry nearly all the reward.
            severitySigma = 1.2
            saturation = 1.2
            hubs = 5
            hubStrength = 5
            pathwayStrength = 2
            bufferStrength = 6
            wellNoise = 0.06
            latentNoise = 0.15
            offTarget = 0.06
        case "block":
            // Blocks of pathway by pathway rule.
            hubs = 1
            hubStrength = 1
            pathwayStrength = 3
            pathwayPairs = 8
            saturation = 6
            severitySigma = 0.5
            bufferPairs = 4
            lonePairs = 6
        case "sparse":
            // Hardly any structure: half of the top pairs are buffer or lone pairs.
            hubs = 0
            pathwayStrength = 0.4
            saturation = 30
            severitySigma = 0.4
            bufferPairs = 25
            lonePairs = 50
            loneStrength = 3
        default:
            return nil
        }
    }
}
