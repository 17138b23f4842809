import Value
import Versions

/// A published weakness in something that stacks for models bring along, or stand behind.
struct Advisory: Sendable, Hashable {
    var id: String
    /// What has it, for people.
    var part: String
    /// What the repository of its image ends in, wherever that is mirrored.
    var image: String
    /// Versions that have it, as `VersionConstraint` reads them.
    var versions: String
    /// Those that no longer have it, in words.
    var mended: String
    /// What somebody could do, in words.
    var harm: String
    var source: String

    static let known = [
        Advisory(
            id: "CVE-2026-22771", part: "Envoy Gateway", image: "envoyproxy/gateway",
            versions: "<1.5.7 || >=1.6.0 <1.6.2", mended: "1.5.7, 1.6.2 or newer",
            harm: "who may make an EnvoyExtensionPolicy runs code in the proxy and reads its credentials",
            source: "https://github.com/envoyproxy/gateway/security/advisories/GHSA-xrwg-mqj6-6m22"),
        Advisory(
            id: "CVE-2025-23266", part: "NVIDIA's GPU operator", image: "nvidia/gpu-operator", versions: "<25.3.1",
            mended: "25.3.1 or newer",
            harm: "an image gets rights on the node by the container toolkit that the operator brings",
            source: "https://nvidia.custhelp.com/app/answers/detail/a_id/5659"),
        Advisory(
            id: "CVE-2025-1974", part: "ingress-nginx", image: "ingress-nginx/controller",
            versions: "<1.11.5 || >=1.12.0 <1.12.1", mended: "1.11.5, 1.12.1 or newer",
            harm: "who reaches its admission webhook runs code in it and reads the cluster's Secrets",
            source: "https://github.com/kubernetes/kubernetes/issues/131009"),
    ]

    func isAbout(_ image: ImageName, _ version: SemanticVersion) -> Bool {
        guard image.isOf(self.image) else { return false }
        // A test prevents ranges that are none.
        do { return try VersionConstraint(versions).allows(version.release) } catch { return false }
    }
}

/// The Deployments that run something with a weakness that is known here.
enum VulnerableParts {
    static func value(of facts: JudgedFacts) throws(UnknownReason) -> Value {
        let deployments = ClusterObject.all(try facts.known(.deploymentObjects))
        return .array(deployments.flatMap(entries))
    }

    private static func entries(_ deployment: ClusterObject) -> [Value] {
        var entries: [Value] = []
        for image in PartVersion.images(of: deployment) {
            // An image that a digest alone names is told by the Deployment's labels.
            guard let version = image.tag.flatMap(PartVersion.parsed) ?? PartVersion.of(deployment) else { continue }
            for advisory in Advisory.known where advisory.isAbout(image, version) {
                entries.append([
                    "part": .string(advisory.part), "name": .string(deployment.place),
                    "version": .string("\(version)"), "id": .string(advisory.id), "mended": .string(advisory.mended),
                    "harm": .string(advisory.harm), "source": .string(advisory.source),
                ])
            }
        }
        return entries
    }
}
