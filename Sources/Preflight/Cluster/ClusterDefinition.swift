import Value

/// A CRD, without its schemas.
struct ClusterDefinition: Sendable {
    struct Version: Sendable, Hashable {
        var name: String
        var isServed: Bool
        var isStorage: Bool
        var isDeprecated: Bool
    }

    var object: ClusterObject
    var group: String
    var kind: String
    var versions: [Version]
    /// Those that objects may be stored in, as far as the server knows.
    var stored: [String]
    /// Who converts objects between versions; nil where no webhook does.
    var converter: WebhookTarget?

    init(_ object: ClusterObject) {
        self.object = object
        let spec = object.value["spec"]
        group = spec?["group"]?.string ?? ""
        kind = spec?["names"]?["kind"]?.string ?? ""
        versions = (spec?["versions"]?.array ?? []).map { version in
            Version(
                name: version["name"]?.string ?? "", isServed: version["served"]?.bool ?? false,
                isStorage: version["storage"]?.bool ?? false, isDeprecated: version["deprecated"]?.bool ?? false)
        }
        stored = ClusterObject.texts(object.value["status"]?["storedVersions"])
        let conversion = spec?["conversion"]
        if conversion?["strategy"]?.string == "Webhook" {
            converter = WebhookTarget(conversion?["webhook"]?["clientConfig"])
        }
    }

    static func all(_ list: Value) -> [ClusterDefinition] { ClusterObject.all(list).map(ClusterDefinition.init) }

    var name: String { object.name }
    /// `plural` of `plural.group`.
    var plural: String { String(name.prefix { $0 != "." }) }
    var served: [String] { versions.filter(\.isServed).map(\.name) }
    var storage: String { versions.first(where: \.isStorage)?.name ?? "" }

    /// Stored versions that need to be rewritten before the CRD can do without them.
    var outdated: [String] { stored.filter { $0 != storage } }
    /// Those of them that are not served any more, or soon not.
    var ending: [String] {
        stored.filter { name in
            guard let version = versions.first(where: { $0.name == name }) else { return true }
            return !version.isServed || version.isDeprecated
        }
    }

    /// What keeps it while it is being deleted.
    var holders: [String] {
        let said = object.conditions { type, status in type == "Terminating" && status == "True" }.map(\.words)
        return said.filter { !$0.isEmpty } + object.finalizers.map { "finalizer \($0)" }
    }
}
