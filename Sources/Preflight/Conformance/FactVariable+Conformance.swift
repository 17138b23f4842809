extension FactVariable {
    /// What standards ask of a cluster, besides what is wanted of it.
    static let conformance: [FactVariable] = [
        FactVariable(
            "controllers", from: [.deploymentObjects],
            form: "[{title, name, namespace, roles, wanted, available, ready}]",
            """
            the Deployments of controllers that platforms for models have; `roles` are of `gangScheduling`, `nodeScaling`, \
            `podScaling`, `metrics`, `operating` and `disaggregated`
            """, make: ControllerList.value)
    ]
}
