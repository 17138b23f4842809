import Kubernetes
import Releases
import Value

/// What could be read, and what could not.
struct Seen<Content: Sendable>: Sendable {
    var content: Content
    var unseen: [Unseen] = []
}

/// How much is read at once.
enum ReadingLimits {
    static let concurrentReads = 8
}

extension DeploymentEngine {
    /// The objects of a type in some namespaces, as far as the caller may look: in one list, or in one for each namespace
    /// where the whole cluster's is forbidden.
    func objects(
        _ type: ResourceType, in namespaces: Set<String>, options: ListOptions = ListOptions()
    ) async throws -> Seen<[Value]> {
        if namespaces.count > 1 {
            do {
                return Seen(content: try await client.listAll(type, options: options).items)
            } catch let error as KubernetesError where error.code == .forbidden {}
        }
        let lists = try await concurrently(namespaces.sorted(), limit: ReadingLimits.concurrentReads) { namespace in
            do {
                return Seen(
                    content: try await client.listAll(type, namespace: namespace, options: options).items)
            } catch {
                guard let unseen = Unseen("\(type.plural) in namespace \(namespace)", error) else { throw error }
                return Seen(content: [], unseen: [unseen])
            }
        }
        return Seen(content: lists.flatMap(\.content), unseen: lists.flatMap(\.unseen))
    }

    /// The releases of some namespaces, or of all when that may be seen.
    ///
    /// - Parameter namespaces: whose releases are needed.
    func releases(in namespaces: Set<String>, preferAll: Bool = false) async throws -> SeenReleases {
        guard !namespaces.isEmpty else { return SeenReleases() }
        var elsewhere: Unseen?
        if preferAll || namespaces.count > 1 {
            let all = try await allReleases()
            if let index = all.content { return SeenReleases(index: index, namespaces: nil) }
            elsewhere = all.unseen.first
        }
        let parts = try await concurrently(
            namespaces.sorted(), limit: ReadingLimits.concurrentReads
        ) { namespace -> SeenReleases in
            do {
                let index = try await ReleaseIndex(client, namespace: namespace, kind: driver.recordKind)
                var seen = SeenReleases(index: index, namespaces: [namespace])
                if let gap = index.gap, let unseen = Unseen(gap.what, gap.error) {
                    seen.unseen[namespace] = unseen
                    seen.partial.insert(namespace)
                }
                return seen
            } catch {
                guard let unseen = Unseen("releases in namespace \(namespace)", error) else { throw error }
                return SeenReleases(unseen: [namespace: unseen], namespaces: [namespace])
            }
        }
        return parts.reduce(into: SeenReleases(elsewhere: elsewhere)) { $0.add($1) }
    }

    /// Nil where they may not be seen in all namespaces; in some they may.
    private func allReleases() async throws -> Seen<ReleaseIndex?> {
        do {
            let index = try await ReleaseIndex(client, namespace: nil, kind: driver.recordKind)
            guard let gap = index.gap else { return Seen(content: index) }
            return Seen(content: nil, unseen: [Unseen(gap.what, gap.error)].compactMap(\.self))
        } catch let error as KubernetesError where error.code == .forbidden {
            return Seen(content: nil, unseen: [Unseen("releases in any namespace", error)].compactMap(\.self))
        }
    }
}

/// Releases as far as the caller may see them.
struct SeenReleases: Sendable {
    var index: ReleaseIndex?
    /// Why those of a namespace cannot be seen, or not all of them.
    var unseen: [String: Unseen] = [:]
    /// Why those of all namespaces cannot be seen at once; nil where they can, and where nobody has tried.
    var elsewhere: Unseen?
    /// Namespaces of which some can be seen, and others cannot.
    var partial: Set<String> = []
    /// Namespaces that were looked into; nil means all.
    var namespaces: Set<String>? = []

    var seesAll: Bool { namespaces == nil }

    mutating func add(_ other: SeenReleases) {
        unseen.merge(other.unseen) { _, new in new }
        elsewhere = elsewhere ?? other.elsewhere
        partial.formUnion(other.partial)
        namespaces = other.namespaces.flatMap { namespaces?.union($0) }
        guard let added = other.index else { return }
        if index == nil { index = added } else { index?.add(added) }
    }

    func entry(_ name: String, namespace: String) -> ReleaseIndex.Entry? { index?.entry(name, namespace: namespace) }
}
