package markwarden.search;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.InternalSettingsPreparer;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/** Starts one node from the published jars alone: the launcher of the distribution is not among them. */
public final class ServerMain {
    public static void main(String[] arguments) throws Exception {
        Path install = Path.of(arguments[0]);
        Path config = Path.of(arguments[1]);
        Path pid = Path.of(arguments[2]);
        Settings settings = Settings.builder().put("path.home", install).build();
        Environment environment =
                InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), config, () -> "one");
        LogConfigurator.setNodeName("one");
        LogConfigurator.configure(environment, false);
        PluginsLoader plugins = PluginsLoader.createPluginsLoader(
                PluginsLoader.loadModulesBundles(install.resolve("modules"), true),
                PluginsLoader.loadPluginsBundles(install.resolve("plugins"), true),
                Map.of(),
                false);
        Node node = new Node(environment, plugins);
        CountDownLatch over = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                node.close();
            } catch (java.io.IOException problem) {
                System.err.println(problem);
            }
            over.countDown();
        }));
        node.start();
        Files.writeString(pid, Long.toString(ProcessHandle.current().pid()));
        over.await();
    }
}
