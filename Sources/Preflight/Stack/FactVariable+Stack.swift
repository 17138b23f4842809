extension FactVariable {
    /// What others have installed, and what images are made for.
    static let stack: [FactVariable] = [
        FactVariable(
            "stack", from: [.operators, .deploymentObjects],
            form: "[{name, operator, versions, place, version, state, words}]",
            """
            what wanted operators work with by what is known of their versions, and is there, whoever installed it; `state` is \
            `fits`, `outside` or `unknown`. The check has to ask for `metadata.labels` and \
            `spec.template.spec.containers.image` of deployments
            """, make: StackVersions.value),
        FactVariable(
            "vulnerable", from: [.deploymentObjects], form: "[{part, name, version, id, mended, harm, source}]",
            """
            Deployments that run something of which an advisory is known here, by the tags of their images; the check has to \
            ask for `metadata.labels` and `spec.template.spec.containers.image` of deployments
            """, make: VulnerableParts.value),
        FactVariable(
            "platforms", from: [.nodes, .rendered, .imagePlatforms],
            form: """
                {asked, architectures, wrong [{object, owner, image, made, nodes}], partly, unasked [{image, message}]}
                """,
            """
            rendered pods whose images are not made for nodes that they may go to: `wrong` ones for none of them, `partly` \
            ones for some; `asked` is false where every node is amd64, and `unasked` are images that their registries do \
            not tell of
            """, make: ImagePlatforms.value),
    ]
}
