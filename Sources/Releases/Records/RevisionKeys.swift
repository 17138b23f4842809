/// What the states of a release's revisions tell, the oldest first; pure.
extension Array<ReleaseStorage.Key> {
    var lastDeployed: ReleaseStorage.Key? { last { $0.state == .deployed } }

    /// Deployed ones beside a newer one: a run died before it had them step back.
    var outdone: [ReleaseStorage.Key] { Array(filter { $0.state == .deployed }.dropLast()) }

    /// What can be gone back to: the last that was deployed whole, unless the release was uninstalled since.
    ///
    /// A run that dies between its last two writes, as Helm orders them, leaves none that is deployed.
    var lastWhole: ReleaseStorage.Key? {
        let start = lastIndex { $0.state == .uninstalled }.map { $0 + 1 } ?? startIndex
        let living = self[start...]
        return living.last { $0.state == .deployed } ?? living.last { $0.state == .superseded }
    }
}

extension ReleaseStorage.Key {
    var state: ReleaseStatus { ReleaseStatus(rawValue: status) }
}
