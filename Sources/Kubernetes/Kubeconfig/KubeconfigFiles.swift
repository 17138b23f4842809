/// Which kubeconfig files there are to read.
public struct KubeconfigFiles: Sendable, Hashable {
    /// In order of precedence.
    public var paths: [String]
    /// A missing file is an error only when the user named it on the command line.
    public var mustExist: Bool

    /// `--kubeconfig` alone, else the files in KUBECONFIG, else `~/.kube/config`; mirrors client-go's loading rules.
    public init(explicit: String?, environment: [String: String]) {
        if let explicit, !explicit.isEmpty {
            paths = [explicit]
            mustExist = true
            return
        }
        mustExist = false
        if let list = environment["KUBECONFIG"], !list.isEmpty {
            var seen: Set<String> = []
            paths = list.split(separator: ":").map(String.init).filter { seen.insert($0).inserted }
        } else if let home = environment["HOME"], !home.isEmpty {
            paths = [FilePaths.resolved(".kube/config", in: home)]
        } else {
            paths = []
        }
    }
}
