import ArgumentParser
import Preflight

/// What is printed of rights.
struct RightsOptions: ParsableArguments {
    @Flag(
        name: .customLong("print-rbac"),
        help: ArgumentHelp(
            "Print the rights that the checks need, and do nothing else; --print-rbac=admission adds those without "
                + "which a server refuses dry-runs."))
    var printsRights = false

    /// What stands behind `--print-rbac=`.
    @Option(name: .customLong("print-rbac-kind"), help: .hidden)
    var printedKind: RightsKind?

    @Option(
        help: ArgumentHelp(
            "Write the roles that let the caller do what is planned, ready to apply, to a file, or - for standard output.",
            valueName: "file"), completion: .file(extensions: ["yaml", "yml"]))
    var printRole: String?

    /// Nil where the rights are not to be printed.
    var kind: RightsKind? { printedKind ?? (printsRights ? .reading : nil) }
}

/// Which rights of its own the preflight prints.
enum RightsKind: String, ExpressibleByArgument, CaseIterable {
    case reading, admission
}
