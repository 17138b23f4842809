/// What the argument parser cannot express: `--sandbox=FILE` beside a bare `--sandbox`.
enum ArgumentRewriting {
    static func rewritten(_ arguments: [String]) -> [String] {
        var result: [String] = []
        for (index, argument) in arguments.enumerated() {
            if argument == "--" { return result + arguments[index...] }
            if argument.hasPrefix("--sandbox=") {
                result += ["--sandbox-file", String(argument.dropFirst("--sandbox=".count))]
            } else {
                result.append(argument)
            }
        }
        return result
    }
}
