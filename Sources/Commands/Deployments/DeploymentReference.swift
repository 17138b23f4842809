/// A deployment as a command line names it: `NAME`, or `NAMESPACE/NAME`.
struct DeploymentReference: Hashable {
    var namespace: String
    var name: String

    /// `namespace/name`, which every command takes.
    var id: String { "\(namespace)/\(name)" }

    /// What the arguments name, each once, in their order.
    ///
    /// - Parameters:
    ///   - flag: of `--namespace`.
    ///   - current: the namespace where neither says one.
    /// - Throws: `CommandFailure` with status `usage`.
    static func all(
        _ arguments: [String], flag: String?, current: String
    ) throws(CommandFailure) -> [DeploymentReference] {
        var references: [DeploymentReference] = []
        for argument in arguments {
            let reference = try one(argument, flag: flag, current: current)
            if !references.contains(reference) { references.append(reference) }
        }
        return references
    }

    /// What one argument names.
    ///
    /// - Throws: `CommandFailure` with status `usage`.
    static func one(
        _ argument: String, flag: String?, current: String
    ) throws(CommandFailure) -> DeploymentReference {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw CommandFailure(
                .usage, "'\(argument)' does not name a deployment", hint: "say NAME, or NAMESPACE/NAME")
        }
        guard parts.count == 2 else { return DeploymentReference(namespace: flag ?? current, name: parts[0]) }
        if let flag, flag != parts[0] {
            throw CommandFailure(
                .usage, "'\(argument)' names another namespace than --namespace \(flag)",
                hint: "leave one of the two out")
        }
        return DeploymentReference(namespace: parts[0], name: parts[1])
    }
}
