import Value

/// The namespaces that are being deleted, with what holds them.
enum TerminatingNamespaces {
    /// - Parameter list: all of them, or those that are wanted.
    static func value(of facts: JudgedFacts, in list: FactName) throws(UnknownReason) -> Value {
        let wanted = WantedWork(facts.subject).namespaces
        let going = ClusterObject.all(try facts.known(list)).filter { namespace in
            namespace.isGoing || namespace.value["status"]?["phase"]?.string == "Terminating"
        }
        return .array(
            going.map { namespace in
                [
                    "name": .string(namespace.name), "wanted": .bool(wanted.contains(namespace.name)),
                    "holders": .array(holders(of: namespace).map(Value.string)),
                ]
            })
    }

    /// In the server's words; without them, the finalizers that wait for somebody.
    private static func holders(of namespace: ClusterObject) -> [String] {
        let said = namespace.conditions { _, status in status == "True" }.map(\.words).filter { !$0.isEmpty }
        guard said.isEmpty else { return said }
        let own = ClusterObject.texts(namespace.value["spec"]?["finalizers"]).filter { $0 != "kubernetes" }
        return (own + namespace.finalizers).map { "finalizer \($0)" }
    }
}
