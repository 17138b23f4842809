import Value

/// Whether a CustomResourceDefinition's types are served.
struct CRDState {
    private let isEstablished: Bool
    private let served: [String]
    private let refusal: String?

    init(_ object: Value) {
        let conditions = object["status"]?["conditions"]?.array ?? []
        func condition(_ type: String) -> Value? { conditions.first { $0["type"]?.string == type } }
        isEstablished = condition("Established")?["status"] == "True"
        let names = condition("NamesAccepted")
        refusal = names?["status"] == "False" ? names?["message"]?.string ?? "names refused" : nil
        served = (object["spec"]?["versions"]?.array ?? [])
            .compactMap { $0["served"] == true ? $0["name"]?.string : nil }
    }

    func isUsable(versions: [String]) -> Bool { isEstablished && servesAny(of: versions) }

    /// Why it is not usable, to follow the CRD's name.
    func problem(versions: [String]) -> String {
        if let refusal { return "is not accepted: \(refusal)" }
        if !isEstablished { return "is not established" }
        return "serves \(served.isEmpty ? "no version" : served.joined(separator: ", "))"
            + (versions.isEmpty ? "" : ", not \(versions.joined(separator: " or "))")
    }

    private func servesAny(of versions: [String]) -> Bool {
        versions.isEmpty ? !served.isEmpty : versions.contains(where: served.contains)
    }
}
