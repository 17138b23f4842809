extension Chart {
    /// The dependencies that `Chart.yaml` names and `charts/` lacks.
    public var missingDependencies: [ChartDependency] {
        let missing = DependencyRules.missing(self)
        return (metadata.dependencies ?? []).filter { missing.contains($0.name) }
    }

    /// Adds missing dependencies whose repository is a `file://` folder, as `--dependency-update` does for them.
    ///
    /// - Parameter folder: the chart's own folder; `file://../other` is relative to it. Nothing is written: where Helm
    ///   packs the other chart into `charts/`, ours lives in memory alone.
    public func addingLocalDependencies(folder: String) throws(ChartError) -> Chart {
        var chart = self
        for dependency in missingDependencies where dependency.repository.hasPrefix("file://") {
            let found = try localDependency(dependency, folder: folder)
            guard DependencyRules.isCompatible(dependency.version, found.metadata.version) else {
                throw ChartError(
                    code: .badDependency,
                    message: "dependency at version \(found.metadata.version) does not satisfy the constraint "
                        + "\(dependency.version.debugDescription) of \(dependency.name)", path: folder)
            }
            chart.warnings += found.warnings.map { "\(dependency.name): \($0)" }
            chart.dependencies.append(found)
        }
        return chart
    }

    /// The chart in the `file://` folder of a dependency, whatever its version.
    ///
    /// - Parameter folder: this chart's own.
    public func localDependency(_ dependency: ChartDependency, folder: String) throws(ChartError) -> Chart {
        let path = String(dependency.repository.dropFirst("file://".count))
        let location = path.hasPrefix("/") ? path : PathText.clean("\(folder)/\(path)")
        let found: Chart
        do {
            found = try Chart.load(folder: location)
        } catch {
            throw ChartError(
                code: .badDependency,
                message: "cannot load dependency \(dependency.name) from \(dependency.repository): \(error)",
                path: location, underlying: error)
        }
        guard found.name == dependency.name else {
            throw ChartError(
                code: .badDependency,
                message: "\(dependency.repository) holds the chart \(found.name), not \(dependency.name)",
                path: location)
        }
        return found
    }
}
