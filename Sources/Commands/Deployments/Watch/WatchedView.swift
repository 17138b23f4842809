/// What one look has found.
struct WatchedView: Sendable {
    /// All of it, as the command prints it without `--watch`.
    var text: String
    var rows: [WatchedRow]
    /// What is not seen, for standard error.
    var notes: [String] = []
    /// Whether what was asked for may be among what is not seen.
    var isUndecided = false
}
