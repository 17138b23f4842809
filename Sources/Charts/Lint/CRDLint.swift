import Value

/// The rules for `crds/` (`rules/crds.go`).
enum CRDLint {
    private static let folder = "crds/"

    static func run(_ subject: LintSubject, _ report: inout LintReport) {
        guard subject.crds != .absent,
            report.require(subject.crds == .folder, .error, folder, "not a directory")
        else { return }
        do {
            for file in try subject.chart.get().ownCRDs() {
                guard check(file, &report) else { return }
            }
        } catch {
            report.add(.error, folder, error)
        }
    }

    /// - Returns: whether the file is YAML.
    private static func check(_ file: ChartFile, _ report: inout LintReport) -> Bool {
        do throws(ChartError) {
            try ManifestLint.forEachObject(in: file.bytes, path: file.path) { object, _ in
                report.require(
                    object.apiVersion.hasPrefix("apiextensions.k8s.io"), .error, file.path,
                    "apiVersion is not in 'apiextensions.k8s.io'")
                report.require(
                    object.kind == "CustomResourceDefinition", .error, file.path,
                    "object kind is not 'CustomResourceDefinition'")
            }
            return true
        } catch {
            report.add(.error, file.path, error)
            return false
        }
    }
}

extension Chart {
    /// The files of ``crds``, each with its path in its own chart.
    fileprivate func ownCRDs() -> [ChartFile] {
        var own = self
        own.dependencies = []
        let files = own.crds.map { ChartFile(path: String($0.path.dropFirst(name.count + 1)), bytes: $0.bytes) }
        return files + dependencies.flatMap { $0.ownCRDs() }
    }
}
