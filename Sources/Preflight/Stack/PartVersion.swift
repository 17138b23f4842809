import Value
import Versions

/// The version of what a Deployment runs, by the tags of its images, else by its labels.
enum PartVersion {
    /// Nil where nothing says it that is a version.
    static func of(_ deployment: ClusterObject) -> SemanticVersion? {
        for image in images(of: deployment) {
            if let version = image.tag.flatMap(parsed) { return version }
        }
        if let version = deployment.label("app.kubernetes.io/version").flatMap(parsed) { return version }
        // A name of a chart and its version, with a dash between; either may have dashes of its own.
        let charts = ["helm.sh/chart", "chart"].compactMap(deployment.label)
        return charts.lazy.compactMap(ofChart).first
    }

    /// Of its containers, in their order.
    static func images(of deployment: ClusterObject) -> [ImageName] {
        let containers = deployment.value["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
        return containers.compactMap { $0["image"]?.string }.map(ImageName.init)
    }

    /// Nil for what is no version, such as `latest`.
    static func parsed(_ text: String) -> SemanticVersion? {
        do { return try SemanticVersion(text) } catch { return nil }
    }

    private static func ofChart(_ text: String) -> SemanticVersion? {
        var rest = text[...]
        while let dash = rest.firstIndex(of: "-") {
            rest = rest[rest.index(after: dash)...]
            let digits = rest.first == "v" ? rest.dropFirst() : rest
            if digits.first?.isNumber == true, let version = parsed(String(rest)) { return version }
        }
        return nil
    }
}
