import Charts
import Providers
public import Releases

extension DeploymentPlan {
    /// What would be applied, without asking a cluster: as for one of the newest Kubernetes that has what the provider
    /// brings.
    ///
    /// - Throws: `RenderError`.
    public func preview() throws -> ReleasePreview {
        let rendered = try Renderer().render(
            provider.chart, values: values,
            release: ReleaseIdentity(name: request.name, namespace: request.namespace))
        return ReleasePreview(
            manifest: rendered.manifestText, notes: rendered.notes, chartName: provider.chart.name,
            chartVersion: provider.chart.metadata.version)
    }
}
