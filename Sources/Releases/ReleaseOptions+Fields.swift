extension ReleaseOptions {
    /// Deals with fields that others have set, that the server does not know or that cannot be changed as `other` does, and
    /// takes images from the same mirrors.
    public mutating func takeFields(from other: ReleaseOptions) {
        fieldChoices = other.fieldChoices
        fieldValidation = other.fieldValidation
        recreatesImmutable = other.recreatesImmutable
        mirrors = other.mirrors
    }
}
