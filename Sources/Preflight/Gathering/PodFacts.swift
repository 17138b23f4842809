import Value

/// What one list of pods tells.
struct PodFacts: Sendable, Equatable {
    /// In the order of namespaces and names.
    var pods: [PodFact]
    /// What all others take, in the order of nodes; those that wait for a node are under an empty one.
    var uses: [NodeUse]

    static func precedes(_ left: PodFact, _ right: PodFact) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

extension [PodFact] {
    /// The recorded form of all of them, with what they have in common in one place.
    var recorded: Value {
        var parts = Interned<Value>()
        return .array(map { $0.value(sharing: &parts) })
    }
}

extension [NodeUse] {
    /// The recorded form of all of them, with what they have in common in one place.
    var recorded: Value {
        var parts = Interned<Value>()
        return .array(map { $0.value(sharing: &parts) })
    }
}
