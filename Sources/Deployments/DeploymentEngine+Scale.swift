import Charts
public import Events
import Formats
import Kubernetes
import Models
import Providers
import Readiness
public import Releases
import Value

extension DeploymentEngine {
    /// Finds the release that holds a deployment, and checks what scaling it would make of it. Changes nothing.
    ///
    /// - Parameter provider: of the deployment, where several share its name.
    /// - Throws: `DeploymentError` with code `notFound` or `unknownProvider`; with `invalidRequest` where no release of Helm's or
    ///   groundcrew's holds it, where somebody else would undo the change, and where it would have no
    ///   effect. `RenderError` for values that the chart's schema refuses, `ProviderError` for what the provider cannot do.
    public func scalePlan(
        _ change: ScaleChange, of name: String, namespace: String, provider named: String? = nil
    ) async throws -> ScalePlan {
        guard let (found, type) = try await find(name, namespace: namespace, provider: named) else {
            throw try await missing(name, namespace, provider: named)
        }
        if let keeper = DeploymentMaker.keeper(of: found.object) {
            throw DeploymentError(
                .invalidRequest, "deployment \(namespace)/\(name) is not scaled here, because \(keeper.words)",
                hint: "\(keeper.hint); nothing was changed")
        }
        guard let record = try await deployedRecord(of: found) else {
            let maker = DeploymentMaker(of: found.object, edit: Self.command("edit", found, type))
            throw DeploymentError(
                .invalidRequest,
                "deployment \(namespace)/\(name) is held by no release of groundcrew's or Helm's, so there are no "
                    + "values to change: \(maker.words)", hint: "\(maker.hint); nothing was changed")
        }
        let (provider, chart) = (found.provider, found.provider.chart)
        let values = Chart.coalesced(change.values, over: record.values)
        let manifest = try Self.manifest(chart, values, of: record)
        var request = DeploymentRequest(
            model: Model(unlisted: values["modelId"]?.string ?? ""), name: name, namespace: namespace, values: values)
        request.provider = provider.name
        // What the chart serves with, whatever selection would choose.
        if request[.engine] == nil { request[.engine] = chart.values["engine"] }
        let selection = try ProviderSelection.select(for: request, from: registry)
        let changes = change.changes(
            from: chart.values.merged(with: record.values), to: chart.values.merged(with: values))
        if manifest == Self.formerManifest(chart, of: record) {
            try Self.refuseUseless(changes, of: "\(namespace)/\(name)", provider)
        }
        let isOtherChart = record.chartVersion != chart.metadata.version
        return ScalePlan(
            deployment: DeploymentPlan(
                request: request, selection: selection, apiVersion: type.apiVersion, values: values),
            change: change, release: record.name, changes: changes,
            remark: isOtherChart
                ? "its release was made with chart \(record.chartTitle), and the upgrade is made with "
                    + "\(chart.metadata.version), which may change more" : nil)
    }

    /// The manifest that `scale` would apply.
    public func preview(_ plan: ScalePlan) async throws -> ReleasePreview {
        try await driver.preview(releaseRequest(plan, timeout: .seconds(60)))
    }

    /// Upgrades the release with the values that it has and the change, and waits until the provider reports the
    /// deployment as it should be: running, or stopped where no worker is left.
    ///
    /// - Parameters:
    ///   - waits: false returns as soon as the release is recorded.
    ///   - timeout: for the waiting; the release's own work is bounded by it too.
    /// - Throws: as `deploy` does.
    public func scale(
        _ plan: ScalePlan, waits: Bool = true, timeout: Duration, events: any EventSink
    ) async throws -> ScaledDeployment {
        let deployment = plan.deployment
        let step = "model/\(deployment.id)"
        events.emit(event(.stepStarted, step, "scaling \(deployment.id): \(plan.words)"))
        let outcome = try await driver.ensure(
            releaseRequest(plan, timeout: timeout), phase: .models, events: SteppedEvents(step, events))
        guard waits else {
            let status = try await patient.status(of: deployment)
            return ScaledDeployment(
                plan: plan, change: outcome.change, status: status, warnings: outcome.warnings)
        }
        let status = try await waitUntilSettled(deployment, timeout: timeout, events: events)
        events.emit(
            event(
                .stepFinished, step,
                "\(deployment.request.name) is \(status.phase == .stopped ? "stopped" : "running"): \(status.message)",
                outcome: .ready))
        return ScaledDeployment(plan: plan, change: outcome.change, status: status, warnings: outcome.warnings)
    }

    /// The values of before are taken under the release's lock, so that nobody else's change is lost.
    private func releaseRequest(_ plan: ScalePlan, timeout: Duration) -> ReleaseRequest {
        var request = releaseRequest(plan.deployment, timeout: timeout)
        request.name = plan.release
        // A number that the chart gives anyway need not be written down.
        request.values = plan.changes.isEmpty ? [:] : plan.change.values
        request.options.formerValues = .resetThenReuse
        request.createsNamespace = false
        // Whoever made it stays who made it.
        request.labels = [:]
        return request
    }

    /// The revision whose values the next one takes over: the last that was deployed whole.
    private func deployedRecord(of found: FoundDeployment) async throws -> ReleaseRecord? {
        guard let release = found.release, let record = try await lastWhole(release, namespace: found.namespace),
            try Self.holds(record, found)
        else { return nil }
        return record
    }

    // MARK: - What is refused

    /// Rendering lets the chart's schema refuse wrong values.
    private static func manifest(
        _ chart: Chart, _ values: Object, of record: ReleaseRecord
    ) throws(RenderError) -> String {
        try Renderer().render(
            chart, values: values, release: ReleaseIdentity(name: record.name, namespace: record.namespace)
        ).manifestText
    }

    /// Nil where the values of before are none for the chart of now.
    private static func formerManifest(_ chart: Chart, of record: ReleaseRecord) -> String? {
        do { return try manifest(chart, record.values, of: record) } catch { return nil }
    }

    /// Refuses other numbers that make no other manifest; one that is only written down now may say what holds already.
    private static func refuseUseless(_ changes: [ScaledValue], of id: String, _ provider: Provider) throws {
        let numbers = try provider.settings().map(\.name).filter { $0.lowercased().hasSuffix("replicas") }
        let useless = changes.filter { change in
            (change.before != nil && change.after != nil) || !(numbers.isEmpty || numbers.contains(change.name))
        }
        guard !useless.isEmpty else { return }
        throw DeploymentError(
            .invalidRequest,
            "\(useless.map(\.words).joined(separator: "; ")) would change nothing of deployment \(id): its other values "
                + "decide",
            hint: "the chart's numbers of replicas are \(numbers.joined(separator: ", ")); groundcrew providers show "
                + "\(provider.name) says what each is for; nothing was changed")
    }

    static func command(_ verb: String, _ found: FoundDeployment, _ type: ResourceType) -> String {
        let kind = type.group.isEmpty ? type.plural : "\(type.plural).\(type.group)"
        return
            "kubectl \(verb) \(kind) \(ShellWord.quoted(found.name)) --namespace \(ShellWord.quoted(found.namespace))"
    }
}
