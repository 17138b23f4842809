import Testing
import Value

/// What Dynamo's pods are given, in either version of the API.
@Suite struct DynamoPodsTests {
    private func pod(_ version: String, _ component: Int, _ name: String, _ more: Object = [:]) throws -> Value? {
        let chart = ChartUnderTest(provider: "dynamo", values: ["apiVersion": .string("nvidia.com/\(version)")])
        let spec = try chart.object("DynamoGraphDeployment", more)["spec"]
        return version == "v1beta1"
            ? spec?["components"]?[component]?["podTemplate"]?["spec"] : spec?["services"]?[name]?["extraPodSpec"]
    }

    private func container(_ pod: Value?) -> Value? { pod?["mainContainer"] ?? pod?["containers"]?[0] }

    @Test(arguments: ["v1beta1", "v1alpha1"])
    func aWorkerHasAsLongAsTheUserSays(version: String) throws {
        let own = container(try pod(version, 1, "Worker"))
        #expect(own?["startupProbe"] == nil && own?["imagePullPolicy"] == "IfNotPresent")
        let given = container(
            try pod(version, 1, "Worker", ["startupSeconds": 601, "image": ["pullPolicy": "Always"]]))
        #expect(given?["startupProbe"]?["failureThreshold"] == 61 && given?["startupProbe"]?["periodSeconds"] == 10)
        #expect(given?["startupProbe"]?["httpGet"] == ["path": "/live", "port": 9090])
        #expect(given?["imagePullPolicy"] == "Always")
    }

    /// It reads the model's configuration from where workers do.
    @Test(arguments: ["v1beta1", "v1alpha1"])
    func theFrontendTrustsTheSameCertificates(version: String) throws {
        let frontend = try pod(version, 0, "Frontend", ["caBundle": ["configMap": "trust"]])
        #expect(frontend?["volumes"]?[0]?["configMap"]?["name"] == "trust")
        #expect(container(frontend)?["volumeMounts"]?[0]?["mountPath"] == "/etc/groundcrew/certificates")
    }

    @Test(arguments: ["v1beta1", "v1alpha1"])
    func theFrontendIsNotPlacedAsWorkersAre(version: String) throws {
        let values: Object = ["affinity": ["nodeAffinity": [:]], "runtimeClassName": "nvidia", "startupSeconds": 60]
        let frontend = try pod(version, 0, "Frontend", values)
        #expect(frontend?["affinity"] == nil && frontend?["runtimeClassName"] == nil)
        #expect(container(frontend)?["startupProbe"] == nil)
    }
}
