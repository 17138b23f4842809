/// What is installed where a cluster has nothing that takes requests from outside: NGINX Gateway Fabric.
public enum StandardGateway {
    public static let title = "NGINX Gateway Fabric"
    /// As it is called among the shared operators.
    public static let operatorName = "nginx-gateway-fabric"
    /// What its class says of itself, whatever the class is called.
    public static let controller = "gateway.nginx.org/nginx-gateway-controller"
    /// The class that its chart makes.
    public static let className = "nginx"
}
