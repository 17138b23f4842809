import Testing

@testable import Preflight

/// For which processors the images are made of what is about to be applied.
@Suite struct ImagePlatformsCheckTests {
    private static func node(_ name: String, _ architecture: String, more: String = "") -> String {
        "{name: \(name), ready: true, system: {architecture: \(architecture), operatingSystem: linux}\(more)}"
    }

    private static let arm = node("a", "arm64")
    private static let intel = node("b", "amd64")

    /// - Parameter made: what the registry says of the one image, null where none was asked.
    private static func facts(_ nodes: String..., made: String?) -> String {
        let platforms = made.map { "[{image: 'reg.test/web:1', \($0)}]" } ?? "null"
        return "nodes: [\(nodes.joined(separator: ", "))]\nimagePlatforms: \(platforms)\n"
    }

    private static func known(_ architectures: String) -> String {
        "state: known, message: '', architectures: [\(architectures)]"
    }

    private static let web = PlannedCase.deployment()

    static let cases = [
        PlannedCase(
            "nobody says what", facts: "rendered: null\n" + facts(arm, made: nil), verdict: "skipped",
            says: ["nobody has said"]),
        PlannedCase(
            "for all nodes", objects: web, facts: facts(arm, intel, made: known("amd64, arm64")), verdict: "pass",
            says: ["made for all nodes that their pods may go to", "1 amd64", "1 arm64"]),
        PlannedCase(
            "for no node", objects: web, facts: facts(arm, made: known("amd64")), verdict: "fail",
            says: [
                "reg.test/web:1 of Deployment.apps keda/web is made for amd64, and its pods can go to nodes that are arm64",
                "or add nodes that are amd64",
            ]),
        PlannedCase(
            "for some nodes", objects: web, facts: facts(arm, intel, made: known("amd64")), verdict: "warn",
            says: ["its pods may go to nodes that are arm64", "nodeSelector"]),
        PlannedCase(
            "for those that the pods choose",
            objects: PlannedCase.deployment(pod: "nodeSelector: {kubernetes.io/arch: amd64}"),
            facts: facts(
                node("a", "arm64", more: ", labels: {kubernetes.io/arch: arm64}"),
                node("b", "amd64", more: ", labels: {kubernetes.io/arch: amd64}"), made: known("amd64")),
            verdict: "pass"),
        PlannedCase(
            "a registry that does not tell", objects: web,
            facts: facts(arm, made: "state: timeout, message: no answer in time, architectures: []"), verdict: "warn",
            says: ["1 of the images are made is not known: reg.test/web:1: no answer in time", "docker manifest"]),
        PlannedCase(
            "nobody was asked", objects: web, facts: facts(intel, made: nil), verdict: "skipped",
            says: ["no registry was asked"]),
        PlannedCase(
            "it cannot be rendered", facts: facts(arm, made: nil), verdict: "unknown",
            says: ["because operator keda cannot be rendered"]
        ) { $0.unknown = UnknownReason(.failed, "no chart") },
        PlannedCase("nodes forbidden", objects: web, facts: "nodes: forbidden\nimagePlatforms: []", verdict: "unknown"),
        PlannedCase("nodes timed out", objects: web, facts: "nodes: timeout\nimagePlatforms: []", verdict: "unknown"),
    ]

    @Test(arguments: cases) func isJudged(planned: PlannedCase) throws {
        try planned.expect(check: "image-platforms")
    }
}
