extension FactName {
    /// The volumes behind the claims that deployments mount.
    static let claimedVolumes: FactName = "claimedVolumes"
}

/// Lists of objects, as the checks of nodes and pods ask for them.
extension FactName {
    static let priorityClasses: FactName = "objects/priorityclasses.scheduling.k8s.io"
    static let daemonSets: FactName = "objects/daemonsets.apps"
    static let volumeClaims: FactName = "objects/persistentvolumeclaims?namespaces=wanted"
    static let volumeClasses: FactName = "objects/storageclasses.storage.k8s.io"
    static let volumeDrivers: FactName = "objects/csidrivers.storage.k8s.io"
    static let volumeNodes: FactName = "objects/csinodes.storage.k8s.io"
}
