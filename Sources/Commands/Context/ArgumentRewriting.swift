/// What the argument parser cannot express: `--sandbox=FILE`, `--dry-run=KIND`, `--wait=KIND`, `--print-rbac=KIND` and
/// `--keep-crds=BOOL` beside the bare flags.
enum ArgumentRewriting {
    static func rewritten(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return result + arguments[index...] }
            if argument.hasPrefix("--sandbox=") {
                result += ["--sandbox-file", String(argument.dropFirst("--sandbox=".count))]
            } else if argument.hasPrefix("--dry-run=") {
                result += ["--dry-run-kind", String(argument.dropFirst("--dry-run=".count))]
            } else if argument.hasPrefix("--wait=") {
                result += ["--wait-kind", String(argument.dropFirst("--wait=".count))]
            } else if argument.hasPrefix("--print-rbac=") {
                result += ["--print-rbac-kind", String(argument.dropFirst("--print-rbac=".count))]
            } else if argument == "--keep-crds=true" || argument == "--keep-crds=false" {
                result.append(argument.hasSuffix("true") ? "--keep-crds" : "--no-keep-crds")
            } else {
                result.append(argument)
            }
        }
        return result
    }
}
