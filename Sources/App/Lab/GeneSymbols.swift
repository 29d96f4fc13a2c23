package import Screen

/// Names for the genes of a simulated screen: readable, of no meaning.
///
/// Real symbols as far as they go, so that layouts and pictures look as they will; what a simulated
/// gene does has nothing to do with the gene of that name.
package func simulatedGenes(_ count: Int) -> [Gene] {
    let symbols = geneSymbols.split(separator: " ").map(String.init)
    return (0..<count).map { number in
        guard number >= symbols.count else { return Gene(symbols[number]) }
        let digits = String(number + 1)
        return Gene("GENE" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits)
    }
}

private let geneSymbols = """
    BCL2L1 MCL1 PSMD1 TP53 KRAS MYC EGFR PTEN BRAF RB1 CDK4 CDK6 MDM2 AKT1 PIK3CA MTOR RPTOR TSC1 TSC2 \
    RHEB PSMA1 PSMB5 PSMC2 PSMD4 RPL11 RPS6 EIF4E EIF3A POLR2A SF3B1 U2AF1 SRSF1 KIF11 PLK1 AURKA AURKB \
    BUB1 MAD2L1 TUBB ACTB VPS35 VPS29 RAB7A SNAP29 ATG5 ATG7 ULK1 BECN1 SQSTM1 HSPA5 XBP1 ATF4 ATF6 \
    EIF2AK3 SEC61A1 SRP54 TIMM23 TOMM20 NDUFA1 SDHA UQCRC1 COX4I1 ATP5F1A MFN2 OPA1 DNM1L PINK1 BRCA1 \
    BRCA2 PARP1 ATM ATR CHEK1 RAD51 MSH2 MLH1 EZH2 SUZ12 EED KMT2A SMARCA4 SMARCA2 ARID1A ARID1B BRD4 \
    HDAC1 HDAC3 SIRT1 CTNNB1 APC AXIN1 GSK3B NOTCH1 SMAD4 TGFBR2 YAP1 LATS1 NF2 STK11 KEAP1
    """
