extension Subject {
    /// Where something of what is wanted goes: those of operators, then those of deployments, each once.
    public var namespaces: [String] {
        var namespaces: [String] = []
        for namespace in operators.map(\.namespace) + deployments.map(\.namespace)
        where !namespace.isEmpty && !namespaces.contains(namespace) {
            namespaces.append(namespace)
        }
        return namespaces
    }
}
