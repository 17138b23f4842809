public import Value

/// Whether the types of a CustomResourceDefinition can be used, as far as the object tells: the one answer to it.
///
/// The API server serves a type a moment after its CRD says so; who writes objects asks discovery, too.
public struct CRDState: Sendable {
    public let isEstablished: Bool
    /// Why its names are not accepted, in the server's words; nil where they are, or nothing is known yet.
    public let refusal: String?
    public let group: String
    public let kind: String
    /// Names of the versions that are to be served, such as `v1`.
    public let servedVersions: [String]
    /// It is on its way out: its objects are being removed, and none can be made.
    public let isTerminating: Bool
    /// What the server says of its being established, where it says anything.
    public let message: String?

    public init(_ object: Value) {
        let conditions = object["status"]?["conditions"]?.array ?? []
        func condition(_ type: String) -> Value? { conditions.first { $0["type"]?.string == type } }
        let established = condition("Established")
        isEstablished = established?["status"] == "True"
        message = established?["message"]?.string
        let names = condition("NamesAccepted")
        refusal = names?["status"] == "False" ? names?["message"]?.string ?? "no reason given" : nil
        let spec = object["spec"]
        group = spec?["group"]?.string ?? ""
        kind = spec?["names"]?["kind"]?.string ?? ""
        servedVersions = (spec?["versions"]?.array ?? [])
            .compactMap { $0["served"] == true ? $0["name"]?.string : nil }
        isTerminating = object["metadata"]?["deletionTimestamp"]?.string != nil
    }

    /// The served ones as objects name them, such as `nvidia.com/v1`.
    public var servedAPIVersions: [String] { servedVersions.map { "\(group)/\($0)" } }

    /// - Parameter versions: of which one is needed; empty means any.
    public func isUsable(versions: [String] = []) -> Bool { problem(versions: versions) == nil }

    /// Why it cannot be used, to follow the CRD's name; nil when it can.
    public func problem(versions: [String] = []) -> String? {
        if let refusal { return "is not accepted: \(refusal)" }
        if isTerminating { return "is being deleted" }
        if !isEstablished { return "is not established" }
        if versions.isEmpty ? !servedVersions.isEmpty : versions.contains(where: servedVersions.contains) { return nil }
        return "serves \(servedVersions.isEmpty ? "no version" : servedVersions.joined(separator: ", "))"
            + (versions.isEmpty ? "" : ", not \(versions.joined(separator: " or "))")
    }
}
