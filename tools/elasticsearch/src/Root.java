package markwarden.search;

import java.util.List;
import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.cluster.service.ClusterService;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.xcontent.XContentBuilder;

/** Answers GET and HEAD on "/", which the published parts leave out and every client asks first. */
final class Root extends BaseRestHandler {
    private final ClusterService cluster;

    Root(ClusterService cluster) {
        this.cluster = cluster;
    }

    @Override
    public String getName() {
        return "markwarden_root";
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(RestRequest.Method.GET, "/"), new Route(RestRequest.Method.HEAD, "/"));
    }

    @Override
    protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
        return channel -> {
            Build build = Build.current();
            XContentBuilder answer = channel.newBuilder().startObject();
            answer.field("name", cluster.getNodeName());
            answer.field("cluster_name", cluster.getClusterName().value());
            answer.field("cluster_uuid", cluster.state().metadata().clusterUUID());
            answer.startObject("version");
            answer.field("number", build.qualifiedVersion());
            answer.field("build_flavor", build.flavor());
            answer.field("build_hash", build.hash());
            answer.field("lucene_version", Version.LATEST.toString());
            answer.endObject();
            answer.field("tagline", "You Know, for Search");
            channel.sendResponse(new RestResponse(RestStatus.OK, answer.endObject()));
        };
    }
}
