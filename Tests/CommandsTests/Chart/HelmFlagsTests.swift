import TestParts
import Testing

@testable import Commands

/// Helm's flags that are not offered are told from misspelt ones.
@Suite struct HelmFlagsTests {
    @Test(arguments: [
        ("chart template demo --debug", "Error: --debug is Helm's, and not offered here: errors name the file"),
        ("chart template demo --post-renderer ./x", "pipe the output into the program"),
        ("chart template demo --kube-context c", "with --kubeconfig and --context"),
        ("chart pull a/b --kube-token t", "a cluster is asked by `chart template --dry-run=server` alone"),
        ("chart template demo --atomic", "nothing is installed here: leave it out"),
        ("chart package demo --sign", "sign with Helm: helm package --sign"),
        ("chart lint demo --repository-config f", "set HELM_REPOSITORY_CONFIG"),
    ])
    func saysWhoseTheFlagIsAndWhatToDo(line: String, advice: String) async {
        let run = await CommandRun.of(line)
        #expect(run.status == .usage)
        #expect(run.errors.contains(advice), "\(run.errors)")
        #expect(run.output.isEmpty)
    }

    @Test(arguments: ["chart template demo --debgu", "deploy a/b --debug", "chart template demo --set debug"])
    func othersAreLeftAlone(line: String) async {
        let run = await CommandRun.of(line)
        #expect(!run.errors.contains("is Helm's"))
    }

    /// Every flag of the real Helm is known here: offered, or explained.
    @Test(arguments: [
        "template", "lint", "show values", "package", "pull", "verify", "dependency update", "repo add", "repo list",
        "repo update", "repo remove",
    ])
    func everyFlagOfHelmIsOfferedOrExplained(command: String) async throws {
        let help = try await TestParts.run(.helm4, command.split(separator: " ").map(String.init) + ["--help"])
        let flags = help.standardOutput.matches(of: /\n +(?:-[a-zA-Z], )?(--[a-z0-9-]+)/).map { String($0.output.1) }
        try #require(flags.count > 15)
        // Told from the help alone: to try each flag would take minutes.
        let own = await CommandRun.of("chart \(command) --help-hidden").output
        let offered = Set(own.matches(of: /--[a-z0-9-]+/).map { String($0.output) })
        for flag in flags where !offered.contains(flag) {
            let message = "Error: Unknown option '\(flag)'\n"
            #expect(HelmFlags.explained(message, arguments: ["chart"]).contains("is Helm's"), "\(flag)")
        }
    }
}
