// A MongoDB for the tests where no mongod can be had: mongo-java-server on an H2 file, made atomic and durable.
//
//     java -cp 'lib/*' WireMongo.java PORT FILE
//
// prints "ready PORT" once it listens on loopback (PORT 0 = any), and ends when its standard input does, so that it
// never outlives the tests that started it.

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;

public class WireMongo {
    /**
     * One message after the other, each write on disk before its answer, each answer a copy.
     *
     * <p>Measured without: findAndModify loses updates; kill -9 loses a second of answered writes; an answer shows
     * changes that were made after it.
     */
    static final class Honest extends H2Backend {
        private static final Set<String> READS = Set.of(
            "aggregate", "buildInfo", "count", "distinct", "endSessions", "find", "getMore", "hello", "isMaster",
            "ismaster", "listCollections", "listIndexes", "ping");

        Honest(String file) {
            super(file);
        }

        @Override
        public synchronized Document handleMessage(MongoMessage message) {
            Document answer = super.handleMessage(message).cloneDeeply();
            String command = message.getDocument().keySet().iterator().next();
            if (!READS.contains(command)) {
                getMvStore().commit();
            }
            return answer;
        }

        /** It knows its name for this only as it was called before MongoDB 5.0. */
        @Override
        public Document handleCommand(Channel channel, String database, String command, Document query) {
            boolean greets = command.equalsIgnoreCase("hello");
            return super.handleCommand(channel, greets ? "admin" : database, greets ? "isMaster" : command, query);
        }
    }

    /** MongoDB 5.0; pymongo 4.20 refuses the wire version 8 that the library itself reports. */
    record Version(List<Integer> getVersionArray, int getWireVersion) implements MongoVersion {}

    public static void main(String[] arguments) throws Exception {
        Honest backend = new Honest(arguments[1]);
        backend.version(new Version(List.of(5, 0, 0), 13));
        MongoServer server = new MongoServer(backend);
        server.bind("127.0.0.1", Integer.parseInt(arguments[0]));
        System.out.println("ready " + server.getLocalAddress().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.shutdownNow();
        Runtime.getRuntime().halt(0);
    }
}
