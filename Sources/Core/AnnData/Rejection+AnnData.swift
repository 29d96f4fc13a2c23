import Screen

extension Rejection {
    /// The library cannot read a part, or parts contradict each other.
    static func corruptH5AD(_ what: String) -> Rejection {
        Rejection(
            rule: "corrupt-h5ad",
            reason: "The h5ad file is damaged: \(what).",
            expected: "a whole h5ad file as anndata writes it",
            remedy: "Copy the file again; if it is damaged where it was made, write it again."
        )
    }

    static func unreadable(_ path: String) -> Rejection {
        .corruptH5AD("'\(Rejection.shortened(path))' cannot be read")
    }

    static func notAnnData(_ reason: String) -> Rejection {
        Rejection(
            rule: "not-anndata",
            reason: reason,
            expected: "an AnnData file (h5ad) with obs, var and X or obsm",
            remedy: "Write the wells with anndata's write_h5ad, or drop them as CSV or Parquet."
        )
    }

    /// An encoding that is not understood.
    static func unknownPart(_ path: String, _ reason: String, remedy: String) -> Rejection {
        Rejection(
            rule: "h5ad-unsupported",
            reason: "'\(Rejection.shortened(path))' \(reason).",
            expected: "obs columns of text, categories, numbers or yes/no, and a dense, CSR or CSC matrix",
            remedy: remedy
        )
    }

    static func tooLargeH5AD(_ what: String) -> Rejection {
        Rejection(
            rule: "too-large",
            reason: "The file holds \(what).",
            expected: "a file within the limits, counted after unpacking",
            remedy: "Split the file, a plate or a few plates each, and drop the parts."
        )
    }

    static func reachesOut(_ path: String, _ what: String) -> Rejection {
        Rejection(
            rule: "h5ad-link",
            reason: "'\(Rejection.shortened(path))' \(what).",
            expected: "one file that holds everything itself",
            remedy: "Write the file again with anndata's write_h5ad, which copies all values into it."
        )
    }
}
