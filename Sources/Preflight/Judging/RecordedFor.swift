import Value

/// Whether facts that were gathered for one purpose tell enough for another: a snapshot may be judged for what it was
/// not recorded for, and what it does not hold must not pass for absent, nor for present.
enum RecordedFor {
    /// One entry for each CRD that is wanted: what is there, with who wants it and whether it is served as wanted.
    static func crds(_ fact: Value, wanted: [Subject.CRD]) throws(UnknownReason) -> Value {
        let recorded = try recorded(fact, wanted.map(\.name))
        return .array(
            wanted.map { crd in
                let entry = recorded[crd.name] ?? [:]
                let served = (entry["served"]?.array ?? []).compactMap(\.string)
                let isUsable = crd.versions.isEmpty || crd.versions.contains(where: served.contains)
                return .object(entry.merged(with: crd.value.object ?? [:]).merged(with: ["usable": .bool(isUsable)]))
            })
    }

    /// What is wanted, each with those of its CRDs that are served.
    static func alternatives(_ fact: Value, wanted: [Subject.Alternatives]) throws(UnknownReason) -> Value {
        let recorded = try recorded(fact, wanted.flatMap(\.crds))
        return .array(
            wanted.map { item in
                let served = item.crds.filter { name in
                    let entry = recorded[name] ?? [:]
                    return entry["established"] == true && entry["terminating"] != true
                }
                return .object(
                    (item.value.object ?? [:]).merged(with: ["served": .array(served.map(Value.string))]))
            })
    }

    /// What was found of CRDs, by name.
    private static func recorded(_ fact: Value, _ wanted: [String]) throws(UnknownReason) -> [String: Object] {
        var recorded: [String: Object] = [:]
        for entry in fact.array ?? [] {
            if let name = entry["name"]?.string { recorded[name] = entry.object }
        }
        let missing = wanted.filter { recorded[$0] == nil }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the CRDs \(missing.joined(separator: ", "))")
        }
        return recorded
    }

    /// One entry for each operator that is wanted.
    static func operators(_ fact: Value, wanted: [Subject.Operator]) throws(UnknownReason) -> Value {
        let entries = fact.array ?? []
        var found: [Value] = []
        var missing: [String] = []
        for item in wanted {
            if let entry = entries.first(where: {
                $0["name"]?.string == item.name && $0["namespace"]?.string == item.namespace
            }) {
                found.append(entry)
            } else {
                missing.append(item.name)
            }
        }
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the operators \(missing.joined(separator: ", "))")
        }
        return .array(found)
    }

    /// What is known of one server.
    static func service(
        _ fact: Value, _ service: Subject.Service, defaultPort: Int
    ) throws(UnknownReason) -> Value {
        let entries = fact.array ?? []
        let address = try service.address(defaultPort: defaultPort)
        guard let entry = entries.first(where: { $0["address"]?.string == address }) else {
            guard !entries.isEmpty else { return .null }
            let others = entries.compactMap { $0["address"]?.string }.joined(separator: ", ")
            throw UnknownReason(.notGathered, "the facts were gathered of \(others), not of \(address)")
        }
        switch Result(catching: { () throws(PreflightError) in try Fact(json: entry, name: address) }) {
        case .success(.known(let value)): return value
        case .success(.absent): return .null
        case .success(.unknown(let reason)): throw reason
        case .failure(let error): throw UnknownReason(.failed, error.message)
        }
    }

    static func labels(_ recorded: Set<String>, demands: [GPUDemand]) throws(UnknownReason) {
        let missing = GPUDemand.labelKeys(of: demands).subtracting(recorded).sorted()
        guard missing.isEmpty else {
            throw UnknownReason(
                .notGathered, "the facts were gathered without the labels \(missing.joined(separator: ", "))")
        }
    }
}

extension Subject.Service {
    /// What its recorded facts go by: without user information.
    func address(defaultPort: Int) throws(UnknownReason) -> String {
        try ServiceAddress.list(url, defaultPort: defaultPort).map(\.text).joined(separator: ",")
    }
}
