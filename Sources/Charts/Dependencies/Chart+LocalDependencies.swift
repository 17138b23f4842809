extension Chart {
    /// The dependencies that `Chart.yaml` names and `charts/` lacks.
    public var missingDependencies: [ChartDependency] {
        let missing = DependencyRules.missing(self)
        return (metadata.dependencies ?? []).filter { missing.contains($0.name) }
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
