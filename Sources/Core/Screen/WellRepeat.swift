/// Wells to be laid out once more.
package struct WellRepeat: Sendable, Hashable {
    package let content: WellContent
    package let wells: Int
    /// 1 for the first time that its wells are repeated.
    package let attempt: Int

    package init(content: WellContent, wells: Int, attempt: Int) {
        self.content = content
        self.wells = wells
        self.attempt = attempt
    }
}
