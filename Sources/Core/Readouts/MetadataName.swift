/// What a column that is known to describe wells is called in a table, so that it is never taken for a feature.
///
/// Names that mean something to readers stay, and so do those that begin with `Metadata_`; every other gets
/// `Metadata_` before it. An index without a name of its own (`_index`) becomes `Metadata_index`.
package func metadataName(_ name: String) -> String {
    let plain = plainName(name)
    let isPrefixed = KnownColumns.metadataPrefixes.contains { plain.hasPrefix($0) }
    let isIndex = plain.isEmpty || plain == "index"
    if !isIndex, isPrefixed || KnownColumns.notFeatures.contains(plain) { return name }
    return isIndex ? "Metadata_index" : "Metadata_\(name)"
}
