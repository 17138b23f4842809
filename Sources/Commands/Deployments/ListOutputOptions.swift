import ArgumentParser

/// How to print a list: kubectl's `wide` and `name` besides the formats of every result.
enum ListFormat: String, ExpressibleByArgument, CaseIterable {
    case text, wide, name, json, yaml

    /// What every result has; text where a list has more.
    var common: OutputFormat {
        switch self {
        case .json: .json
        case .yaml: .yaml
        case .text, .wide, .name: .text
        }
    }
}

struct ListOutputOptions: ParsableArguments {
    @Option(name: [.short, .customLong("output")], help: "Format of the list: text, wide, name, json or yaml.")
    var output: ListFormat = .text

    @Flag(help: "Never use color.")
    var noColor = false

    @Flag(name: [.short, .long], help: "Log what is done, on standard error.")
    var verbose = false

    /// Whatever fails from here on is told in that format, too.
    func validate() { CommandContext.current?.result.ask(for: output.common) }
}

struct AllNamespacesOption: ParsableArguments {
    @Flag(name: [.customShort("A"), .long], help: "Look in all namespaces.")
    var allNamespaces = false

    /// - Throws: `CommandFailure` with status `usage` when a namespace is named, too.
    func check(_ namespace: String?) throws(CommandFailure) {
        guard allNamespaces, let namespace else { return }
        throw CommandFailure(
            .usage, "--all-namespaces and --namespace \(namespace) exclude each other", hint: "leave one of the two out"
        )
    }
}
