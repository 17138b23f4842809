import TestParts
import Testing

@testable import Commands

/// Helm's flags of everything that deals with releases.
@Suite(.timeLimit(.minutes(3)))
struct ReleaseHelmFlagsTests {
    @Test(arguments: [
        ("release upgrade web ./chart --debug", "Error: --debug is Helm's, and not offered here: errors name the file"),
        ("release list --kube-context c", "give --context"),
        ("release list --kube-token t", "write it into a kubeconfig"),
        ("release get all web --template {{.Release.Name}}", "give -o json, and a program that reads it"),
        ("release upgrade web ./chart --registry-config f", "set HELM_REGISTRY_CONFIG"),
    ])
    func saysWhoseTheFlagIsAndWhatToDo(line: String, advice: String) async {
        let run = await CommandRun.of(line)
        #expect(run.status == .usage)
        #expect(run.errors.contains(advice), "\(run.errors)")
    }

    /// Every flag of the real Helm 4 is known here: offered, or explained.
    @Test(arguments: [
        "install", "upgrade", "rollback", "uninstall", "list", "history", "status", "test", "get all", "get values",
        "get manifest", "get notes", "get hooks", "get metadata",
    ])
    func everyFlagOfHelmIsOfferedOrExplained(command: String) async throws {
        let help = try await TestParts.run(.helm4, command.split(separator: " ").map(String.init) + ["--help"])
        let flags = help.standardOutput.matches(of: /\n +(?:-[a-zA-Z], )?(--[a-z0-9-]+)/).map { String($0.output.1) }
        try #require(flags.count > 15)
        let own = await CommandRun.of("release \(command) --help-hidden").output
        let offered = Set(own.matches(of: /--[a-z0-9-]+/).map { String($0.output) })
        for flag in flags where !offered.contains(flag) {
            let message = "Error: Unknown option '\(flag)'\n"
            #expect(HelmFlags.explained(message, arguments: ["release"]).contains("is Helm's"), "\(flag)")
        }
    }

    /// The short names, too.
    @Test(arguments: ["install", "upgrade", "list", "get values"])
    func everyShortNameOfHelmIsOffered(command: String) async throws {
        let help = try await TestParts.run(.helm4, command.split(separator: " ").map(String.init) + ["--help"])
        let names = help.standardOutput.matches(of: /\n +(-[a-zA-Z]), --/).map { String($0.output.1) }
        try #require(names.count > 1)
        let own = await CommandRun.of("release \(command) --help").output
        let offered = Set(own.matches(of: /-[a-zA-Z]\b/).map { String($0.output) })
        for name in names { #expect(offered.contains(name), "\(name)") }
    }
}
