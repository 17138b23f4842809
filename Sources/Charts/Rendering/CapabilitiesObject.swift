import GoTemplate

/// `.Capabilities`.
final class CapabilitiesObject: TemplateObject {
    private let kubeVersion: KubeVersionObject
    private let apiVersions: APIVersionsObject
    private let helmVersion: HelmVersionObject

    init(_ capabilities: Capabilities) {
        kubeVersion = KubeVersionObject(capabilities.kubeVersion)
        apiVersions = APIVersionsObject(capabilities.apiVersions)
        helmVersion = HelmVersionObject(capabilities.helmVersion)
        super.init(type: GoType(name: "*common.Capabilities", kind: .ptr))
    }

    override var fields: [(name: String, value: TemplateValue)] {
        [
            ("KubeVersion", .object(kubeVersion)), ("APIVersions", .object(apiVersions)),
            ("HelmVersion", .object(helmVersion)),
        ]
    }

    override func member(_ name: String) -> Member? {
        switch name {
        case "KubeVersion": .field(.object(kubeVersion), kubeVersion.type)
        case "APIVersions": .field(.object(apiVersions), apiVersions.type)
        case "HelmVersion": .field(.object(helmVersion), helmVersion.type)
        default: nil
        }
    }
}

/// `.Capabilities.KubeVersion`, which prints as the version without its suffixes.
final class KubeVersionObject: TemplateObject {
    private let version: KubernetesVersion

    init(_ version: KubernetesVersion) {
        self.version = version
        super.init(type: GoType(name: "common.KubeVersion", kind: .struct))
    }

    override var stringer: String? { version.normalized }

    override var fields: [(name: String, value: TemplateValue)] {
        [("Version", .string(version.version)), ("Major", .string(version.major)), ("Minor", .string(version.minor))]
    }

    override func member(_ name: String) -> Member? {
        switch name {
        case "Version": .field(.string(version.version), .string)
        case "Major": .field(.string(version.major), .string)
        case "Minor": .field(.string(version.minor), .string)
        case "GitVersion": .method(TemplateFunction { [version] _ in .string(version.version) })
        case "String": .method(TemplateFunction { [version] _ in .string(version.normalized) })
        default: nil
        }
    }
}

/// `.Capabilities.APIVersions`: a list of texts with one method.
final class APIVersionsObject: TemplateObject {
    private let versions: [String]
    private let known: Set<String>

    init(_ versions: [String]) {
        self.versions = versions
        known = Set(versions)
        super.init(type: GoType(name: "common.VersionSet", kind: .slice))
    }

    override var underlying: TemplateValue? { .strings(versions) }
    override var encoded: TemplateValue? { .strings(versions) }

    override func member(_ name: String) -> Member? {
        guard name == "Has" else { return nil }
        return .method(
            TemplateFunction([.string]) { [known] arguments in .bool(known.contains(arguments.string(0))) })
    }
}

/// `.Capabilities.HelmVersion`.
final class HelmVersionObject: TemplateObject {
    private let version: HelmVersion

    init(_ version: HelmVersion) {
        self.version = version
        super.init(type: GoType(name: "version.BuildInfo", kind: .struct))
    }

    override var fields: [(name: String, value: TemplateValue)] {
        [
            ("Version", .string(version.version)), ("GitCommit", .string(version.gitCommit)),
            ("GitTreeState", .string(version.gitTreeState)), ("GoVersion", .string(version.goVersion)),
            ("KubeClientVersion", .string(version.kubeClientVersion)),
        ]
    }

    override var encoded: TemplateValue? { .object(Encoded(version)) }

    /// The same under the names that Go's JSON tags give, in their order.
    private final class Encoded: TemplateObject {
        private let version: HelmVersion

        init(_ version: HelmVersion) {
            self.version = version
            super.init(type: GoType(name: "version.BuildInfo", kind: .struct))
        }

        override var fields: [(name: String, value: TemplateValue)] {
            [
                ("version", .string(version.version)), ("git_commit", .string(version.gitCommit)),
                ("git_tree_state", .string(version.gitTreeState)), ("go_version", .string(version.goVersion)),
                ("kube_client_version", .string(version.kubeClientVersion)),
            ]
        }
    }

    override func member(_ name: String) -> Member? {
        fields.first { $0.name == name }.map { .field($0.value, .string) }
    }
}
