import Value

/// What the server says of itself at `/version`.
public struct ServerVersion: Sendable, Hashable, CustomStringConvertible {
    /// Such as `v1.33.2+k3s1`.
    public var gitVersion: String
    public var major: Int
    /// Without the plus sign that some distributions append.
    public var minor: Int
    /// Of the sources that the server was built from; nil where it says nothing.
    public var gitCommit: String?

    public init(gitVersion: String, major: Int, minor: Int, gitCommit: String? = nil) {
        self.gitVersion = gitVersion
        self.major = major
        self.minor = minor
        self.gitCommit = gitCommit
    }

    public var description: String { gitVersion }
}

/// Tells one cluster from another.
public struct ClusterIdentity: Sendable, Hashable, CustomStringConvertible {
    public var server: String
    /// The uid of the namespace `kube-system`, which lives as long as the cluster; nil when it cannot be read.
    public var kubeSystemUID: String?
    /// Why the uid is missing.
    public var note: String?

    public init(server: String, kubeSystemUID: String?, note: String? = nil) {
        self.server = server
        self.kubeSystemUID = kubeSystemUID
        self.note = note
    }

    public var description: String {
        "\(server) (" + (kubeSystemUID.map { "kube-system \($0)" } ?? note ?? "identity unknown") + ")"
    }

    /// Whether both are the same cluster; nil when neither uid nor server decides it.
    ///
    /// Equal uids decide, even behind different addresses. Without uids, equal addresses are only a hint.
    public func isSame(as other: ClusterIdentity) -> Bool? {
        guard let kubeSystemUID, let otherUID = other.kubeSystemUID else { return nil }
        return kubeSystemUID == otherUID
    }
}

extension KubernetesClient {
    public func serverVersion() async throws -> ServerVersion {
        let version = try await rawValue("/version")
        func number(_ key: String) -> Int {
            Int(version[key]?.string?.prefix { ("0"..."9").contains($0) } ?? "") ?? 0
        }
        guard let gitVersion = version["gitVersion"]?.string else {
            throw KubernetesError(
                .unreadable, "the server's /version has no gitVersion; is it a Kubernetes API server?", server: server)
        }
        return ServerVersion(
            gitVersion: gitVersion, major: number("major"), minor: number("minor"),
            gitCommit: version["gitCommit"]?.string)
    }

    /// Who the cluster is, as far as the caller may see it; a forbidden read leaves the uid out and says so.
    public func identity() async throws -> ClusterIdentity {
        do {
            let namespace = try await get(.namespaces, "kube-system")
            return ClusterIdentity(server: server, kubeSystemUID: namespace["metadata"]?["uid"]?.string)
        } catch let error as KubernetesError where error.code == .forbidden {
            let note = "only the server's address is known: the caller may not get namespace kube-system"
            return ClusterIdentity(server: server, kubeSystemUID: nil, note: note)
        } catch let error as KubernetesError where error.code == .notFound {
            return ClusterIdentity(server: server, kubeSystemUID: nil, note: "the cluster has no namespace kube-system")
        }
    }
}
