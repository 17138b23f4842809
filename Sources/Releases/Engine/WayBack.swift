/// How a failed run is undone; pure.
enum WayBack: Sendable, Equatable {
    /// All goes: it was the first install, so nothing that serves anybody is among it.
    case removal
    case revision(Int)
}

extension ReleasePlan {
    /// Nil where nothing was ever whole that could come back. What is there may serve all the same, so it stays.
    var wayBack: WayBack? {
        if verb == .install { return .removal }
        return history.keys.lastWhole.map { .revision($0.revision) }
    }
}
