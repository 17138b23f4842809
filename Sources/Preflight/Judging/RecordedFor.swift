import Value

/// Whether facts that were gathered for one purpose tell enough for another: a snapshot may be judged for what it was
/// not recorded for, and what it does not hold must not pass for absent, nor for present.
enum RecordedFor {
    static func crds(_ fact: Value, want: Object) throws(UnknownReason) -> Value {
        let recorded = Set((fact.array ?? []).compactMap { $0["name"]?.string })
        let missing = (want["crds"]?.array ?? []).compactMap { $0["name"]?.string }.filter { !recorded.contains($0) }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the CRDs \(missing.joined(separator: ", "))")
        }
        // Those of another provider are none of this one's business.
        let wanted = Set((want["crds"]?.array ?? []).compactMap { $0["name"]?.string })
        return .array((fact.array ?? []).filter { $0["name"]?.string.map(wanted.contains) ?? false })
    }

    static func service(_ fact: Value, want: Value?, defaultPort: Int) throws(UnknownReason) -> Value {
        guard let url = want?["url"]?.string, let recorded = fact["address"]?.string else { return fact }
        let wanted = try ServiceAddress.list(url, defaultPort: defaultPort).map(\.text).joined(separator: ",")
        guard wanted == recorded else {
            throw UnknownReason(.notGathered, "the facts were gathered of \(recorded), not of \(wanted)")
        }
        return fact
    }

    static func labels(_ recorded: Set<String>, demands: [GPUDemand]) throws(UnknownReason) {
        let missing = GPUDemand.labelKeys(of: demands).subtracting(recorded).sorted()
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the labels \(missing.joined(separator: ", "))")
        }
    }
}
